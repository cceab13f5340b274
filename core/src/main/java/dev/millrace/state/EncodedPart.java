package dev.millrace.state;

import dev.millrace.serde.ByteOutput;

/** A part of a file, ready to be put into one: the types of its values, then the sections of some key groups. */
record EncodedPart(KeyGroupRange groups, ByteOutput types, ByteOutput sections, int sectionCount, long entries) {
    /** How many bytes it takes in a file, at most. */
    long bytesMax() {
        return 32L + types.size() + sections.size();
    }
}
