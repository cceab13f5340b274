package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.util.Objects;

/** Which reader's session a task shares, and what to make one of. The same reader if the name is, whatever was copied. */
record SessionKey(String reader, ReadSettings settings) implements Serializable {
    @Override
    public boolean equals(Object other) {
        return other instanceof SessionKey key && key.reader.equals(reader);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(reader);
    }
}
