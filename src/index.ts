import { main } from './app/main';

main();
