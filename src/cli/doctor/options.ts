import { flag, text } from '../framework/options';

export const OPTIONS = {
  url: text('URL', 'the public URL, if it is not that of a tunnel from this machine'),
  json: flag('write the result as JSON'),
};
