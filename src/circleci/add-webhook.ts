/** Where the form for a webhook is, in CircleCI's web app. */
export const ADD_WEBHOOK = 'Project Settings > Webhooks > Add Webhook';

const SECRET = 'CIRCLECI_WEBHOOK_SECRET';

/** Tells what to enter in that form, field by field. */
export function webhookForm(
  url: string,
  hasSecret: boolean,
): readonly (readonly [string, string])[] {
  return [
    ['Webhook name', 'any'],
    ['Receiver URL', url],
    ['Certificate verification', 'on'],
    [
      'Secret token',
      hasSecret
        ? `the same as ${SECRET} in .env, without quotes`
        : `none; to have signatures checked, set ${SECRET} in .env to the same, and restart`,
    ],
    ['Select an event', 'Workflow Completed, Job Completed, or both'],
  ];
}

/**
 * Tells how to add the webhook as long as its URL is not known. What stands between asterisks is a name.
 *
 * @param url what it is, in words
 * @param shown where what is received shows
 */
export function addWebhookSteps(url: string, hasSecret: boolean, shown: string): readonly string[] {
  return [
    `In CircleCI, open *${ADD_WEBHOOK}*, and paste ${url} as the *Receiver URL*`,
    hasSecret
      ? `Fill in the same secret as *${SECRET}* here as its *Secret token*`
      : `Leave its *Secret token* empty; or choose one, set *${SECRET}* here to the same, and restart`,
    `Press *Test Ping Event*: it shows ${shown}`,
  ];
}
