type Undo = () => unknown;

const ofTest: Undo[] = [];
const ofFile: Undo[] = [];
let isInTest = false;

/**
 * Lets something be undone after the test, or after all tests of the file if none runs yet. The last is undone first.
 *
 * @returns undoes it before; it is not done twice
 */
export function afterTest(undo: Undo): () => Promise<void> {
  return register(undo, isInTest ? ofTest : ofFile);
}

/** Does the same after all tests of the file, whenever it was asked for. */
export function afterFile(undo: Undo): () => Promise<void> {
  return register(undo, ofFile);
}

function register(undo: Undo, undos: Undo[]): () => Promise<void> {
  let isUndone = false;
  async function undoOnce(): Promise<void> {
    if (isUndone) return;
    isUndone = true;
    await undo();
  }
  undos.push(undoOnce);
  return undoOnce;
}

/** Undoes the others also if one fails, which then fails the test. */
async function undoAll(undos: Undo[]): Promise<void> {
  const undo = undos.pop();
  if (undo === undefined) return;
  try {
    await undo();
  } finally {
    await undoAll(undos);
  }
}

beforeEach(() => {
  isInTest = true;
});

afterEach(async () => {
  isInTest = false;
  await undoAll(ofTest);
});

afterAll(async () => undoAll(ofFile));
