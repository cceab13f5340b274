package dev.millrace.storage;

import java.nio.ByteBuffer;

/** An object to be stored: a name and its content, from position to limit. */
public record StoredObject(String name, ByteBuffer content) {}
