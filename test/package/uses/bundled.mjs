import { sign, verify } from 'circleci-webhook-receiver';

const body = new TextEncoder().encode('{}');
console.log(verify(sign(body, 'a-secret'), body, { current: 'a-secret' }).verdict);
