import type { JSX } from 'preact';
import { escapeLine } from '../../text/escape';
import type { PublicAddress } from '../../tunnel/public-address';
import { ADDRESS_LINK } from '../links';
import { ADDRESS_CHANGED_EVENT } from '../tell-of-changes';

export interface TargetProps {
  readonly address: PublicAddress;
  readonly receiverUrl: string;
}

/** Shows in the bar where deliveries come in: the public URL or, as long as none is known, the local one. */
export function Target({ address, receiverUrl }: TargetProps): JSX.Element {
  const { text, title } = wordsOf(address, receiverUrl);
  return (
    <span
      id="target"
      class={`target ${address.state}`}
      title={title}
      hx-get={ADDRESS_LINK}
      hx-trigger={`${ADDRESS_CHANGED_EVENT} from:body`}
      hx-target="#target"
      hx-select="#target"
      hx-swap="outerHTML"
    >
      {text}
    </span>
  );
}

function wordsOf(address: PublicAddress, receiverUrl: string): { text: string; title: string } {
  const local = receiverUrl.replace('http://', '');
  switch (address.state) {
    case 'open': {
      const url = escapeLine(address.url);
      return { text: url.replace('https://', ''), title: `Receiver URL: ${url}, to ${local}` };
    }
    case 'lost':
      return {
        text: 'tunnel gone',
        title: `${escapeLine(address.url)} does not lead here any more`,
      };
    case 'failed':
      return { text: 'no tunnel', title: escapeLine(address.problem) };
    case 'opening':
      return { text: 'opening the tunnel', title: `It is to lead to ${local}` };
    case 'unknown':
      return { text: local, title: 'Where the receiver listens' };
  }
}
