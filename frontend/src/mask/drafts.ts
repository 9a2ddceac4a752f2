// Drafts of masks in the browser's own database: nothing painted is lost with a page or a
// connection. One a candidate, gone once its edit was taken.

const DATABASE = "imprimatur-masks";
const STORE = "drafts";

/** A region that is part of a mask; its outline tells whether a later search means the same. */
export interface KeptRegion {
  id: number;
  polygon: number[][];
  dilation: number;
}

export interface Draft {
  width: number;
  height: number;
  /** What the hand painted and cut, as runs. */
  hand: Uint32Array;
  regions: KeptRegion[];
  hint: string;
  strategy: string;
  savedAt: number;
}

export async function readDraft(candidate: string): Promise<Draft | undefined> {
  return (await asked("readonly", (store) => store.get(candidate))) as Draft | undefined;
}

export async function writeDraft(candidate: string, draft: Draft): Promise<void> {
  await asked("readwrite", (store) => store.put(draft, candidate));
}

export async function dropDraft(candidate: string): Promise<void> {
  await asked("readwrite", (store) => store.delete(candidate));
}

async function asked(
  mode: IDBTransactionMode,
  request: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await opened();
  try {
    return await settled(request(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
