/** The value of a cookie that a browser sent, or null; of two with one name the first. */
export function cookieIn(header: string | undefined, name: string): string | null {
  for (const each of (header ?? '').split(';')) {
    const [key = '', ...value] = each.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return null;
}

export interface CookieOptions {
  name: string;
  value: string;
  /** How long the browser keeps it; 0 takes it away. */
  seconds: number;
  /** Only over TLS. */
  secure: boolean;
}

/** A Set-Cookie header: out of reach of scripts, and sent from other sites with links only. */
export function cookie({ name, value, seconds, secure }: CookieOptions): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
