import type { DiscussionView } from '../answers/advice.ts';
import { fitting, safeLine, told } from '../text.ts';
import { adviceSentence } from './advice.ts';
import type { Shown } from './blocks.ts';
import { plain } from './say.ts';

/** What opens the thread about an advice: who decides it, called by name, and what it rests on. */
export function discussionOpening(advice: DiscussionView): Shown {
  const called = (advice.talkers ?? []).map(({ name, slackUserId }) =>
    slackUserId && /^[UW][A-Z0-9]+$/.test(slackUserId) ? `<@${slackUserId}>` : safeLine(name, 80),
  );
  const who = called.length > 0 ? `${called.slice(0, 10).join(', ')}: this` : 'This';
  const alerts = advice.evidence.map(
    ({ title, evidence }) => `• ${safeLine(title, 200)}: ${told(evidence.sentence, 400)}`,
  );
  const reasons = advice.reasons.map(reason => `• ${told(reason, 400)}`);
  return plain(
    [
      `${who} is to be decided together. ${adviceSentence(advice)}`,
      fitting([...reasons, ...alerts], 2000),
      'Talk here, then press “Decide…” on the card; name there who agreed.',
    ]
      .filter(line => line !== '')
      .join('\n'),
  );
}
