/** What a sample app for webhooks usually is: parse, print headers and body, answer. No check of signatures. */
import express from 'express';

const app = express();
app.use(express.json());
app.use((req, res) => {
  console.log('Headers:', JSON.stringify(req.headers, null, 2));
  console.log('Body:', JSON.stringify(req.body, null, 2));
  res.json({ message: 'Webhook received' });
});
app.listen(Number(process.env['PORT']), '127.0.0.1');
