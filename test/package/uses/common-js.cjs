const receiver = require('circleci-webhook-receiver');
const useAll = require('./use-all.cjs');

void useAll(receiver);
