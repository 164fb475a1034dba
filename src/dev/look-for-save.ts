import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const SOURCE = /\.(tsx?|c?js|css)$/;
/** Files that are saved together, as by a search and replace, come this soon after each other. */
const BURST_MS = 50;

export interface SaveLook {
  /** Resolves once a file was saved, and what was saved along with it. */
  readonly saved: Promise<void>;
  readonly close: () => void;
}

/** Looks out for the next save of a source file in a folder, or of the variables. */
export function lookForSave(sources: string, variables: string): SaveLook {
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
    // Folder by folder: if asked for all within one, Node on Linux loses each file once another takes its place.
    for (const folder of [sources, ...foldersIn(sources)]) {
      look(folder, (name) => SOURCE.test(name) || isFolder(join(folder, name)));
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
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
