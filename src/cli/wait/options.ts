import { FILTERS, type Filter } from '../../store/filters';
import { flag, text, type Options } from '../framework/options';

const FILTER_OPTIONS: Options = Object.fromEntries(
  FILTERS.map(({ name, label, kind }: Filter) => [
    name,
    kind === 'flag' ? flag(label) : text(kind === 'time' ? 'TIME' : 'TEXT', `${label} (${kind})`),
  ]),
);

export const OPTIONS: Options = {
  timeout: text('DURATION', 'how long to wait, as 30s or 5m, an hour at most (5m unless given)'),
  ...FILTER_OPTIONS,
};
