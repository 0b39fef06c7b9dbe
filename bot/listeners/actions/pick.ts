import { pickActions, pickForm, pickFormOf, pickNote } from '../../cards/pick-forms.ts';
import { plain } from '../../cards/say.ts';
import { updateModal } from '../views/ready.ts';
import { type Action, outOfDate } from './on-card.ts';

/** A model was chosen in a form: the versions that are offered are now its own. */
const chooseModel: Action = async (services, { form, value, reply }) => {
  const name = pickFormOf(form?.callbackId);
  if (!form || !name) return await reply(outOfDate);
  const noted = pickNote.safeParse(JSON.parse(form.metadata));
  if (!noted.success || !value) return await reply(plain('This form is out of date. Please open it again.'));
  if (noted.data.model === value) return;
  await updateModal(services.live, form.viewId, pickForm(name, { ...noted.data, model: value }));
};

/** What the selects of the forms do when something is chosen; most are read when the form is sent. */
export const pickControls: Readonly<Record<string, Action>> = { [pickActions.model]: chooseModel };
