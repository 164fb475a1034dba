// Each entry file imports this first: what comes after it may already use what an older Node does not have.
import { nodeProblem } from './node-version';

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
