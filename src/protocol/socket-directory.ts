/**
 * May sockets in this directory be trusted? Asked by the daemon before it listens there and by every client
 * before it connects: where others can write, others can listen, and ask for a passphrase in our name.
 */
interface DirectoryFacts {
  readonly uid: number;
  readonly mode: number;
  isDirectory(): boolean;
}

/** `facts` are those of the path itself (lstat), so that a symlink is not a directory. */
export function isPrivateDirectory(facts: DirectoryFacts, uid: number): boolean {
  return facts.isDirectory() && facts.uid === uid && (facts.mode & 0o077) === 0;
}
