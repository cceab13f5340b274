package dev.millrace.log;

import java.io.Closeable;
import java.util.List;

/**
 * A directory of files: the world behind a log, and behind anything else that must be tried against crashes. Every
 * method may be called from any thread and throws {@link LogException} with a kind that says what went wrong. What was
 * created or deleted survives a power loss only after {@link #syncDirectory()}.
 */
public interface Disk {

    /** Names of the files here, sorted; directories are not among them. */
    List<String> list();

    /** Length of a file in bytes. Kind {@code FILE_MISSING} if there is none. */
    long length(String name);

    /** Makes a new, empty file, open for reading and writing. Kind {@code FILE_EXISTS} if the name is taken. */
    DiskFile create(String name);

    /** Opens a file for reading and writing. Kind {@code FILE_MISSING} if there is none. */
    DiskFile open(String name);

    /** Deletes a file; one that is not there is no error. Files that are open stay readable. */
    void delete(String name);

    /** Makes creations and deletions in this directory durable. */
    void syncDirectory();

    /**
     * Takes the directory for this process and this caller alone, until the result is closed. Kind {@code LOCKED} if
     * another has it. A lock covers the directories within: their own locks then cost no file.
     */
    Closeable lock();

    /** A directory within this one, made (durably) if it isn't there. */
    Disk directory(String name);

    /** Names of the directories within this one, sorted. */
    List<String> directories();

    /** Deletes a directory within this one and all that it holds; one that is not there is no error. */
    void deleteDirectory(String name);

    /** What error messages call this directory. */
    String path();
}
