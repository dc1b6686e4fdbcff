import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeFailure } from './disk.ts';

/** How long a process waits for another's write, in milliseconds. Transactions here take well under one. */
const patience = 30_000;

/**
 * Opens (or makes) the SQLite file at `path` for use by several processes, and runs `schema`.
 * A commit survives the process being killed; the journal is written ahead and synchronised at checkpoints.
 */
export function openDatabase(path: string, schema: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path, { timeout: patience });
    // What is deleted is written over.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
    database.exec(schema);
    return database;
  } catch (error) {
    throw writeFailure(error, dirname(path));
  }
}

/** Runs `work` as one transaction that holds the write lock from its start, so that what it reads stays true. */
export function transaction<T>(database: DatabaseSync, folder: string, work: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw writeFailure(error, folder);
  }
}
