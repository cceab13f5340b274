package dev.millrace.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;

/** Writes what goes through a shuffle: the target's number and a chunk, in turn, as they are. */
final class ChunkSerializer extends Serializer implements Serializable {
    @Override
    public SerializerInstance newInstance() {
        return new Instance();
    }

    /** Records stand alone, so that Spark may sort and join the bytes that it wrote. */
    @Override
    public boolean supportsRelocationOfSerializedObjects() {
        return true;
    }

    private static final class Instance extends SerializerInstance {
        @Override
        public <T> ByteBuffer serialize(T value, ClassTag<T> tag) {
            throw notAStream();
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
            throw notAStream();
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
            throw notAStream();
        }

        private static UnsupportedOperationException notAStream() {
            return new UnsupportedOperationException("chunks are written to streams alone");
        }

        @Override
        public SerializationStream serializeStream(OutputStream out) {
            return new Writing(new DataOutputStream(out));
        }

        @Override
        public DeserializationStream deserializeStream(InputStream in) {
            return new Reading(new DataInputStream(in));
        }
    }

    private static final class Writing extends SerializationStream {
        private final DataOutputStream out;

        private Writing(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public <T> SerializationStream writeObject(T value, ClassTag<T> tag) {
            try {
                if (value instanceof Chunk chunk) {
                    out.writeInt(chunk.number());
                    out.writeInt(chunk.bytes().length);
                    out.write(chunk.bytes());
                } else {
                    out.writeInt((Integer) value);
                }
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Spark asks for a key and a value in turn, until a key meets the end of the stream. */
    private static final class Reading extends DeserializationStream {
        private final DataInputStream in;

        private Reading(DataInputStream in) {
            this.in = in;
        }

        @Override
        public <T> T readObject(ClassTag<T> tag) {
            throw Instance.notAStream();
        }

        @Override
        @SuppressWarnings("unchecked") // keys are numbers of targets
        public <T> T readKey(ClassTag<T> tag) {
            try {
                return (T) (Integer) in.readInt();
            } catch (IOException e) {
                throw Reading.<RuntimeException>as(e);
            }
        }

        @Override
        @SuppressWarnings("unchecked") // values are chunks
        public <T> T readValue(ClassTag<T> tag) {
            try {
                int number = in.readInt();
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                return (T) new Chunk(number, bytes);
            } catch (IOException e) {
                throw Reading.<RuntimeException>as(e);
            }
        }

        /** Spark knows the end of a stream, and a failed fetch, by the class of what is thrown. */
        @SuppressWarnings("unchecked") // the cast is erased: what Scala throws isn't declared in Java
        private static <E extends Exception> RuntimeException as(IOException e) throws E {
            throw (E) e;
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
