#!/usr/bin/env node
import '../config/require-node';
import { send } from './send/command';
import { main } from './framework/main';

void main(send);
