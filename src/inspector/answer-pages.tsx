import express, { type Response, type Router } from 'express';
import { renderToString } from 'preact-render-to-string';
import { parseChoiceForm } from './choice';
import type { InspectorOptions } from './inspector-options';
import { ANSWERS_LINK, END_ANSWERS_LINK } from './links';
import { AnswersOn } from './views/answers';

/** Serves what stands above each page while answers are chosen, and takes the forms that choose and end them. */
export function createAnswerPages({ answers }: Pick<InspectorOptions, 'answers'>): Router {
  const pages = express.Router();

  function sendState(res: Response): void {
    res.type('html').send(renderToString(<AnswersOn choice={answers.current()} />));
  }

  pages.get(ANSWERS_LINK, (_req, res) => {
    sendState(res);
  });

  pages.post(ANSWERS_LINK, express.urlencoded({ extended: false }), (req, res) => {
    answers.choose(parseChoiceForm(req.body));
    sendState(res);
  });

  pages.post(END_ANSWERS_LINK, (_req, res) => {
    answers.end();
    sendState(res);
  });

  return pages;
}
