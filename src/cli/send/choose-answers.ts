import { askInspector, InspectorError } from '../../http/ask-inspector';
import type { Context } from './context';
import type { AnswerChoice, ChoiceOutcome } from './scenarios/scenario';
import type { Target } from './tasks';

/** Has the receiver answer its next deliveries as is chosen, by its inspector. */
export async function chooseAnswers(
  choice: AnswerChoice,
  { url }: Pick<Target, 'url'>,
  { inspectorPort }: Pick<Context, 'inspectorPort'>,
): Promise<ChoiceOutcome> {
  if (url !== undefined) return { problem: 'What --url names may have another inspector.' };
  const port = inspectorPort();
  if (port === undefined) return { problem: 'There is no inspector to choose answers by.' };
  const inspector = `http://127.0.0.1:${port}`;
  try {
    const asked = { method: 'POST', json: choice } as const;
    const { status } = await askInspector(inspector, '/api/answers', asked);
    if (status === 200) return { inspector };
    return { problem: `What is at ${inspector} answered ${status}, and chose no answers.` };
  } catch (error) {
    if (error instanceof InspectorError) return { problem: error.message };
    throw error;
  }
}
