package dev.millrace.benchmarks.input;

import dev.millrace.Serde;
import dev.millrace.SerdeInput;
import dev.millrace.SerdeOutput;
import java.io.IOException;

/** A digest as it travels between processes. */
public final class DigestSerde implements Serde<Digest> {
    @Override
    public String typeId() {
        return "digest";
    }

    @Override
    public void write(Digest value, SerdeOutput out) throws IOException {
        out.writeLong(value.records());
        out.writeLong(value.sum());
    }

    @Override
    public Digest read(SerdeInput in) throws IOException {
        return Digest.of(in.readLong(), in.readLong());
    }
}
