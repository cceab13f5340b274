package dev.millrace.log;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many logs keep the file that they write to open: the one that was idle longest closes its file, and opens it
 * again when needed. Any thread may call it.
 */
final class OpenFiles {

    /** A log with an open file. */
    interface Owner {
        /** Closes the file unless it is in use just now or holds what is not yet synced; must not block. */
        boolean closeFileIfIdle();
    }

    private final int openMax;
    private final ReentrantLock lock = new ReentrantLock();
    /** The one that was idle longest comes first. */
    private final Set<Owner> owners = new LinkedHashSet<>();

    private volatile @Nullable Owner latest;

    OpenFiles(int openMax) {
        this.openMax = openMax;
    }

    /** The owner has just used its file. */
    void used(Owner owner) {
        if (latest == owner) {
            return;
        }
        lock.lock();
        try {
            latest = owner;
            owners.remove(owner);
            owners.add(owner);
            if (owners.size() > openMax) {
                closeIdlest(owner);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The owner's file is closed for good. */
    void closed(Owner owner) {
        lock.lock();
        try {
            owners.remove(owner);
            if (latest == owner) {
                latest = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeIdlest(Owner except) {
        for (Iterator<Owner> all = owners.iterator(); all.hasNext(); ) {
            Owner owner = all.next();
            if (owner != except && owner.closeFileIfIdle()) {
                all.remove();
                return;
            }
        }
    }
}
