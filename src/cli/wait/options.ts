import { text, type Options } from '../framework/options';
import { FILTER_OPTIONS } from '../shared/filter-options';

export const OPTIONS: Options = {
  timeout: text('DURATION', 'how long to wait, as 30s or 5m, an hour at most (5m unless given)'),
  ...FILTER_OPTIONS,
};
