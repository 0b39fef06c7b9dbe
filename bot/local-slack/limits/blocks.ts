import { isRecord } from '../json.ts';
import { checkChart } from './chart.ts';
import type { Check } from './check.ts';
import { checkElement, checkImage, placesOf } from './elements.ts';
import { limits, type Surface } from './rules.ts';

const everywhere: readonly Surface[] = ['message', 'modal', 'home'];

/** The block kinds the local Slack knows: how each is checked and where it may stand. */
const kinds: Record<string, { check: (block: Check) => void; on: readonly Surface[]; most?: number }> = {
  section: { check: checkSection, on: everywhere },
  header: { check: block => block.text('text', limits.headerText, { plain: true }), on: everywhere },
  context: { check: checkContext, on: everywhere },
  actions: { check: checkActions, on: everywhere },
  input: { check: checkInput, on: everywhere },
  image: { check: checkImageBlock, on: everywhere },
  divider: { check: () => undefined, on: everywhere },
  table: { check: checkTable, on: ['message'], most: limits.tables },
  data_visualization: { check: checkChart, on: ['message'], most: limits.charts },
};

/** Checks all blocks of a surface: kinds, numbers, lengths and that ids are not used twice. */
export function checkBlocks(holder: Check, surface: Surface): void {
  const blocks = holder.children('blocks', { least: 0, most: limits.blocks[surface] });
  for (const block of blocks) checkBlock(block, surface);
  checkUnique(blocks, 'block_id');
  for (const [kind, { most }] of Object.entries(kinds)) {
    const same = blocks.filter(block => block.value.type === kind);
    if (most !== undefined && same.length > most) holder.fail(`no more than ${most} ${kind} blocks allowed`, 'blocks');
  }
}

function checkBlock(block: Check, surface: Surface): void {
  const kind = kinds[String(block.value.type)];
  block.string('block_id', limits.blockId);
  if (kind?.on.includes(surface)) kind.check(block);
  else block.fail(`unsupported type: ${String(block.value.type)}`, 'type');
}

function checkUnique(checks: Check[], key: string): void {
  const seen = new Set<unknown>();
  for (const check of checks) {
    const id = check.value[key];
    if (id !== undefined && seen.has(id)) check.fail(`${key} is used twice`, key);
    seen.add(id);
  }
}

function checkSection(block: Check): void {
  const { text, fields, accessory } = block.value;
  if (text === undefined && fields === undefined) block.fail('must define either text or fields');
  block.text('text', limits.sectionText, { needed: false });
  if (fields !== undefined) checkFields(block);
  if (accessory === undefined) return;
  const element = block.child('accessory');
  if (element) checkElement(element, placesOf.accessory);
}

function checkFields(block: Check): void {
  for (const field of block.children('fields', { least: 1, most: limits.fields })) {
    field.oneOf('type', ['plain_text', 'mrkdwn']);
    field.string('text', limits.fieldText, 1);
  }
}

function checkContext(block: Check): void {
  for (const element of block.children('elements', { least: 1, most: limits.contextElements })) {
    element.oneOf('type', ['plain_text', 'mrkdwn', 'image']);
    if (element.value.type === 'image') checkImage(element);
    else element.string('text', limits.contextText, 1);
  }
}

function checkActions(block: Check): void {
  const elements = block.children('elements', { least: 1, most: limits.actionsElements });
  for (const element of elements) checkElement(element, placesOf.actions);
  checkUnique(elements, 'action_id');
}

function checkInput(block: Check): void {
  block.text('label', limits.label, { plain: true });
  block.optionalPlain('hint', limits.hint);
  const element = block.child('element');
  if (element) checkElement(element, placesOf.input);
}

function checkImageBlock(block: Check): void {
  checkImage(block);
  block.optionalPlain('title', limits.imageTitle);
}

function checkTable(block: Check): void {
  const { column_settings: columns } = block.value;
  const rows: unknown[] = Array.isArray(block.value.rows) ? block.value.rows : [];
  if (rows.length < 1) block.fail('must hold at least one row', 'rows');
  if (rows.length > limits.tableRows) block.fail(`no more than ${limits.tableRows} items allowed`, 'rows');
  for (const [index, row] of rows.entries()) checkRow(block, row, `rows/${index}`);
  const tooMany = Array.isArray(columns) && columns.length > limits.tableCells;
  if (tooMany) block.fail(`no more than ${limits.tableCells} items allowed`, 'column_settings');
}

function checkRow(block: Check, row: unknown, key: string): void {
  const cells: unknown[] = Array.isArray(row) ? row : [];
  if (cells.length < 1 || cells.length > limits.tableCells)
    block.fail(`must hold 1 to ${limits.tableCells} cells`, key);
  const known = ['raw_text', 'raw_number', 'rich_text'];
  if (!cells.every(cell => isRecord(cell) && known.includes(String(cell.type))))
    block.fail(`cells must be one of ${known.join(', ')}`, key);
}
