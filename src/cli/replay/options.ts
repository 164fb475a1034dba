import { BULK_ACTIONS, BULK_RATES } from '../../delivery/bulk';
import { flag, text } from '../framework/options';
import { FILTER_OPTIONS } from '../shared/filter-options';

export const OPTIONS = {
  action: text('NAME', `${BULK_ACTIONS.join(', ')} (replay unless given)`),
  forward: flag('short for --action forward'),
  handlers: flag('short for --action handlers: runs them again'),
  rate: text(
    'NUMBER',
    `how many a second, from ${BULK_RATES.least} to ${BULK_RATES.most} (10 unless given; delete: as fast as it goes)`,
  ),
  'dry-run': flag('says what it would do, and does nothing'),
  yes: flag('asks nothing'),
  ...FILTER_OPTIONS,
};
