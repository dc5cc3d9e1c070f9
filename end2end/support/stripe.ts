// Stripe, played by localstripe: its API for the server, and its own script for the page, which is told here what the
// Payment Element adds to it. The page asks js.stripe.com and api.stripe.com as it would in earnest, so that its
// content policy is tried too; nothing leaves this machine.
import { BrowserContext, Route } from '@playwright/test';

/** Where localstripe listens; `scripts/test` starts it. Without it there is nothing to test. */
export const STRIPE = process.env.CONCLAVE_TEST_STRIPE_URL;

export const SECRET_KEY = 'sk_test_doNotPrintThisAnywhere';
export const WEBHOOK_SECRET = 'whsec_norThisOne';

/** Options of a server that takes its money by Stripe. */
export const options = [
  '--development',
  '--payments=stripe',
  `--stripe-api=${STRIPE}`,
  `--stripe-secret-key=${SECRET_KEY}`,
  '--stripe-publishable-key=pk_test_seen',
  `--stripe-webhook-secret=${WEBHOOK_SECRET}`,
];

// localstripe's script knows the older card field; Stripe's documents say how the newer form is called.
const PAYMENT_ELEMENT = `
const older = Stripe;
Stripe = (key) => {
  const stripe = older(key);
  return {
    ...stripe,
    elements: ({ clientSecret }) => {
      if (!clientSecret) throw new Error('elements() needs the client secret');
      const elements = stripe.elements();
      const { create } = elements;
      elements.create = function (type) {
        if (type !== 'payment') throw new Error('this test knows the Payment Element only');
        return create.call(this, 'card');
      };
      return Object.assign(elements, { clientSecret });
    },
    confirmSetup: ({ elements, confirmParams, redirect }) => {
      if (redirect !== 'if_required' || !confirmParams.return_url.startsWith(location.origin + '/')) {
        throw new Error('confirmSetup() would lead astray');
      }
      return stripe.confirmCardSetup(elements.clientSecret, { payment_method: { card: elements.getElement('card') } });
    },
  };
};`;

/** Answers what the pages of this context ask of Stripe. */
export async function playStripe(context: BrowserContext): Promise<void> {
  await context.route('https://js.stripe.com/v3/', async (route) => {
    const script = await (await fetch(`${STRIPE}/js.stripe.com/v3/`)).text();
    // The script asks the host that it came from; Stripe's asks another one.
    const asked = script.replace(/const LOCALSTRIPE_BASE_API = [\s\S]*?\}\)\(\);/, 'const LOCALSTRIPE_BASE_API = "https://api.stripe.com";');
    if (asked === script) throw new Error("localstripe's script looks different from what this test expects");
    // In a scope of its own, because it has a class called Element, which would hide the browser's.
    const body = `(() => {\n${asked}\n${PAYMENT_ELEMENT}\n})();`;
    await route.fulfill({ contentType: 'application/javascript', body });
  });
  await context.route('https://api.stripe.com/**', async (route: Route) => {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    const answer = await fetch(STRIPE + pathname + search, {
      method: request.method(),
      headers: { 'content-type': request.headers()['content-type'] ?? 'text/plain' },
      body: request.postData() ?? undefined,
    });
    await route.fulfill({
      status: answer.status,
      contentType: 'application/json',
      headers: { 'access-control-allow-origin': '*' },
      body: await answer.text(),
    });
  });
}

/** Asks localstripe itself, as the operator of the account does. */
export async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, form: Record<string, string> = {}): Promise<any> {
  const body = method === 'POST' ? new URLSearchParams(form) : undefined;
  const headers = { authorization: `Bearer ${SECRET_KEY}` };
  const answer = await fetch(STRIPE + path, { method, headers, body });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}
