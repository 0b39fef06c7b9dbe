import type { KnownBlock } from '@slack/types';

/** How much may be shown: so many blocks, and characters of what is sent to Slack. */
export interface Room {
  blocks: number;
  characters: number;
}

/** As many groups of each kind as there is room for, one of each in turn, so that no kind crowds out another. */
export function fairly(kinds: readonly KnownBlock[][][], room: Room): KnownBlock[][][] {
  const left = { ...room };
  const shown = kinds.map((): KnownBlock[][] => []);
  const longest = Math.max(0, ...kinds.map(kind => kind.length));
  for (let rank = 0; rank < longest; rank++) {
    for (const [index, kind] of kinds.entries()) {
      const group = kind[rank];
      if (group && shown[index]?.length === rank && take(left, group)) shown[index]?.push(group);
    }
  }
  return shown;
}

function take(left: Room, group: KnownBlock[]): boolean {
  const characters = JSON.stringify(group).length;
  if (group.length > left.blocks || characters > left.characters) return false;
  left.blocks -= group.length;
  left.characters -= characters;
  return true;
}
