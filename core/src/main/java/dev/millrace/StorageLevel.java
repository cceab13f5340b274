package dev.millrace;

/** Where a persisted RDD is kept. The embedded engine keeps it in memory, whatever is asked; Spark does as told. */
public enum StorageLevel {
    /** In memory, as objects. */
    MEMORY_ONLY,
    /** In memory, and on disk what finds no room. */
    MEMORY_AND_DISK,
    /** On disk. */
    DISK_ONLY
}
