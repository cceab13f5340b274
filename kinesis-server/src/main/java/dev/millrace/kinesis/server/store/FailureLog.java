package dev.millrace.kinesis.server.store;

import dev.millrace.log.LogException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Logs failures of the storage, each once: whoever reads a damaged file meets the same again. Any thread. */
final class FailureLog {
    private static final System.Logger LOGGER = System.getLogger(FailureLog.class.getName());
    private static final int FILES_MAX = 10_000;

    private final Set<String> damaged = ConcurrentHashMap.newKeySet();

    void log(String what, LogException failure) {
        switch (failure.kind()) {
            case CORRUPT -> logDamage(what, failure);
            // Whatever fails to write is logged where it is remembered.
            case DISK_FULL, IO, UNUSABLE -> LOGGER.log(System.Logger.Level.DEBUG, what, failure);
            default -> LOGGER.log(System.Logger.Level.ERROR, what, failure);
        }
    }

    private void logDamage(String what, LogException failure) {
        String file = failure.file();
        if (file == null || (damaged.size() < FILES_MAX && damaged.add(file))) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    what + ", and will each time, which isn't logged again: " + failure.getMessage());
        } else {
            LOGGER.log(System.Logger.Level.DEBUG, what, failure);
        }
    }
}
