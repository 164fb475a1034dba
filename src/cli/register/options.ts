import { COMPLETED_TYPES } from '../../circleci/event-types';
import { flag, text } from '../framework/options';
import { NAME_OPTION } from '../shared/webhook-name';

export const OPTIONS = {
  url: text('URL', 'Receiver URL (default: that of the running tunnel)'),
  events: text('LIST', `of ${COMPLETED_TYPES.join(' and ')}, with a comma (default: all)`),
  name: NAME_OPTION,
  org: text('ORG', 'all projects of an organization that you follow, as in github/acme'),
  list: flag('show all webhooks of the project, and which tunnels are gone'),
  remove: flag('delete the webhook'),
  rotate: flag('give the webhooks a new secret; the old one is accepted meanwhile'),
  yes: flag('do not ask before changing what may not have been made here'),
};
