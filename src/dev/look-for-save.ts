import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const SOURCE = /\.(tsx?|[cm]?js|css)$/;
/** What is not a person's to save, and may be very much. */
const SKIPPED = /^(\.|node_modules$)/;
/** Files that are saved together, as by a search and replace, come this soon after each other. */
const BURST_MS = 50;

export interface SaveLook {
  /** Resolves once a file was saved, and what was saved along with it. */
  readonly saved: Promise<void>;
  readonly close: () => void;
}

export interface Saveable {
  /** Folders and modules: of a module that is a file, the files beside it count too. */
  readonly sources: readonly string[];
  /** The file of the variables. */
  readonly variables: string;
}

/** Looks out for the next save of a source file, or of the variables. */
export function lookForSave({ sources, variables }: Saveable): SaveLook {
  const watchers: FSWatcher[] = [];
  const saved = new Promise<void>((resolve) => {
    let burst: NodeJS.Timeout | undefined;
    function look(folder: string, isMeant: (name: string) => boolean): void {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || !isMeant(name)) return;
        clearTimeout(burst);
        burst = setTimeout(resolve, BURST_MS);
      });
      watchers.push(watcher);
    }
    for (const source of sources) {
      // Folder by folder: if asked for all within one, Node on Linux loses each file once another takes its place.
      if (isFolder(source)) {
        for (const folder of [source, ...foldersIn(source)]) {
          look(
            folder,
            (name) => SOURCE.test(name) || (!SKIPPED.test(name) && isFolder(join(folder, name))),
          );
        }
      } else if (isFolder(dirname(source))) {
        look(dirname(source), (name) => SOURCE.test(name) || name === basename(source));
      }
    }
    look(dirname(variables), (name) => name === basename(variables));
  });
  return {
    saved,
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !SKIPPED.test(entry.name))
    .map(({ name }) => join(folder, name))
    .flatMap((inside) => [inside, ...foldersIn(inside)]);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
