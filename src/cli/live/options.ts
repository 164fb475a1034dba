import { flag } from '../framework/options';
import { NAME_OPTION } from '../shared/webhook-name';

export const OPTIONS = {
  name: NAME_OPTION,
  keep: flag('leave the webhook in CircleCI at the end'),
  delete: flag('delete it at the end (default: ask after Ctrl-C on a terminal, else keep it)'),
};
