import './config/require-node';
import { main } from './app/main';

main();
