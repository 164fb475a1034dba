import type { ComponentChildren, JSX } from 'preact';
import type { CurrentChoice } from '../../answers/chosen-answers';
import type { PublicAddress } from '../../tunnel/public-address';
import type { DeliveryFilter } from '../../store/filter';
import type { BulkJob } from '../bulk/bulk';
import { listLink, pipelinesLink, type Section } from '../links';
import { EVENTS } from '../tell-of-changes';
import { BulkProgress } from './bulk-progress';
import { AnswersDialog, AnswersOn } from './answers';
import { ClearDialog, HelpDialog } from './dialogs';
import { Filters } from './filters';
import { PageHead } from './page-head';
import { Target } from './target';

const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  // What a reader opened or closed stays so, whatever comes in.
  morphIgnore: ['data-htmx-powered', 'open'],
});

export interface LayoutProps {
  readonly section: Section;
  readonly title: string;
  readonly filter: DeliveryFilter;
  readonly kept: number;
  readonly address: PublicAddress;
  readonly receiverUrl: string;
  readonly job: BulkJob | undefined;
  readonly choice: CurrentChoice | undefined;
  readonly children: ComponentChildren;
}

/** Puts the page around everything. All but its main part stays while links are followed. */
export function Layout(props: LayoutProps): JSX.Element {
  const { title, section, filter, kept, address, receiverUrl, job, choice, children } = props;
  return (
    <html lang="en">
      <PageHead title={title}>
        <meta name="description" content="The webhooks that CircleCI sent to this machine" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        {/* Not deferred: it would start after what keeps the page live. */}
        <script src="/assets/htmx.min.js" />
        <script src="/assets/inspector.js" type="module" />
      </PageHead>
      <body
        hx-boost:inherited="true"
        hx-target:inherited="#main"
        hx-select:inherited="#main"
        hx-swap:inherited="outerMorph show:none"
      >
        <a class="skip" href="#main">
          Skip to the deliveries
        </a>
        <header class="bar">
          <a class="brand" href="/" hx-boost="false">
            <img src="/assets/icon.svg" alt="" width="22" height="22" />
            <span>Inspector</span>
          </a>
          {/* It goes along with the main part, so that its links have the filter that is on. */}
          <nav id="sections" class="sections" aria-label="Sections" hx-swap-oob="true">
            <SectionLink
              to={listLink({ filter })}
              name="Deliveries"
              isCurrent={section === 'deliveries'}
            />
            <SectionLink
              to={pipelinesLink({ filter })}
              name="Pipelines"
              isCurrent={section === 'pipelines'}
            />
          </nav>
          <Filters filter={filter} section={section} />
          <div class="tools">
            <Target address={address} receiverUrl={receiverUrl} />
            <button type="button" class="quiet" data-opens="help" title="Keyboard (?)">
              <span aria-hidden="true">?</span>
              <span class="sr">Keyboard help</span>
            </button>
            <button type="button" class="quiet" data-opens="choose-answers">
              Answers
            </button>
            <button type="button" class="quiet" data-opens="clear">
              Clear all
            </button>
          </div>
        </header>
        <div id="live" data-events={EVENTS.join(' ')} hidden />
        <p class="offline" role="status">
          Not connected: the receiver has stopped, or is starting again. This page waits for it.
        </p>
        <BulkProgress job={job} />
        <AnswersOn choice={choice} />
        {children}
        <HelpDialog />
        <ClearDialog kept={kept} />
        <AnswersDialog />
        <p id="announcer" class="toast" role="status" aria-live="polite" />
      </body>
    </html>
  );
}

interface SectionLinkProps {
  readonly to: string;
  readonly name: string;
  readonly isCurrent: boolean;
}

/** Loads the page anew: the form in its bar filters what one sees. */
function SectionLink({ to, name, isCurrent }: SectionLinkProps): JSX.Element {
  return (
    <a href={to} hx-boost="false" {...(isCurrent && { 'aria-current': 'page' })}>
      {name}
    </a>
  );
}
