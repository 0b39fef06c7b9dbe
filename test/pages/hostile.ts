const marks = [
  '<script>window.hacked=1</script>',
  '</title><script>window.hacked=1</script>',
  '"><img src=x onerror="window.hacked=1">',
  "'><svg onload=window.hacked=1>",
  '<iframe src="javascript:window.hacked=1"></iframe>',
  '</textarea><script>window.hacked=1</script>',
  '</option></select><script>window.hacked=1</script>',
  '<a href="javascript:window.hacked=1">x</a>',
  '[x](javascript:window.hacked=1)',
  '[x](JaVaScRiPt:window.hacked=1)',
  '[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGFja2VkPTE8L3NjcmlwdD4=)',
  '[x](vbscript:msgbox)',
  '![x](https://evil.example/p.png)',
  '![x](javascript:window.hacked=1)',
  '<https://evil.example/?q=<script>>',
  '[a]: javascript:window.hacked=1\n\n[a]',
  '<style>*{background:url(https://evil.example/)}</style>',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<form action=https://evil.example/><button>Approve</button></form>',
  '<body onload=window.hacked=1>',
  '<math><mi//xlink:href="data:x,<script>window.hacked=1</script>">',
  '<details open ontoggle=window.hacked=1>',
  '`<script>window.hacked=1</script>`',
];

/** How a piece of markup is dressed, so that one list makes many. */
const dresses: readonly ((mark: string) => string)[] = [
  mark => mark,
  mark => `# ${mark}\n\n| a | ${mark.replaceAll('\n', ' ')} |\n|:-:|---|\n| ${mark.replaceAll('\n', ' ')} | b |`,
  mark => `**${mark}** ${'\u202e'}${mark} ${'\u0007'}&lt;b&gt; &#x3c;script&#x3e;`,
  mark => `<!-- ${mark} --> <![CDATA[${mark}]]> <?php ${mark} ?> ${mark.toUpperCase()}`,
];

/** A hundred texts full of markup and scripts. Each sets window.hacked, or asks another site, where it runs. */
export const hostileTexts: readonly string[] = dresses.flatMap(dress => marks.map(dress));
