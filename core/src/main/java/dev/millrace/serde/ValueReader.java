package dev.millrace.serde;

import dev.millrace.Joined;
import dev.millrace.Pair;
import dev.millrace.plan.TimedState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads values by the tag before them, or passes over them. */
final class ValueReader {
    private final ByteInput in;
    private final StoredTypes types;
    private int depth;

    ValueReader(ByteInput in, StoredTypes types) {
        this.in = in;
        this.types = types;
    }

    @Nullable
    Object read() {
        int tag = in.readVarInt();
        if (isNested(tag) || tag >= Tag.FIRST_TYPE) {
            enter();
            Object value = tag >= Tag.FIRST_TYPE
                    ? types.reader(tag - Tag.FIRST_TYPE, in).read(in)
                    : readNested(tag);
            depth--;
            return value;
        }
        return readScalar(tag);
    }

    private static boolean isNested(int tag) {
        return (tag >= Tag.OPTIONAL && tag < Tag.LOCAL_DATE) || (tag >= Tag.PANES && tag <= Tag.TIMED_STATE);
    }

    private @Nullable Object readScalar(int tag) {
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.FALSE -> false;
            case Tag.TRUE -> true;
            case Tag.BYTE -> in.readByte();
            case Tag.SHORT -> (short) in.readZigzag();
            case Tag.CHARACTER -> (char) in.readVarInt();
            case Tag.INTEGER -> (int) in.readZigzag();
            case Tag.LONG -> in.readZigzag();
            case Tag.FLOAT -> in.readFloat();
            case Tag.DOUBLE -> in.readDouble();
            case Tag.STRING -> in.readString();
            case Tag.BIG_INTEGER -> bigInteger();
            case Tag.BIG_DECIMAL -> {
                int scale = (int) in.readZigzag();
                yield new BigDecimal(bigInteger(), scale);
            }
            case Tag.BYTES -> in.readBytes(in.readCount(1));
            case Tag.INSTANT, Tag.DURATION -> time(tag);
            case Tag.LOCAL_DATE, Tag.LOCAL_TIME, Tag.LOCAL_DATE_TIME -> local(tag);
            case Tag.UUID -> new UUID(in.readLong(), in.readLong());
            case Tag.EMPTY_OPTIONAL -> Optional.empty();
            default -> throw in.malformed("no value begins with " + tag);
        };
    }

    private BigInteger bigInteger() {
        byte[] bytes = in.readBytes(in.readCount(1));
        if (bytes.length == 0) {
            throw in.malformed("a number has no digits");
        }
        return new BigInteger(bytes);
    }

    private Object time(int tag) {
        long seconds = in.readZigzag();
        int nanos = in.readVarInt();
        try {
            return tag == Tag.INSTANT ? Instant.ofEpochSecond(seconds, nanos) : Duration.ofSeconds(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw in.malformed("no time has " + seconds + " s");
        }
    }

    private Object local(int tag) {
        try {
            LocalDate date = tag == Tag.LOCAL_TIME ? LocalDate.EPOCH : LocalDate.ofEpochDay(in.readZigzag());
            if (tag == Tag.LOCAL_DATE) {
                return date;
            }
            LocalTime time = LocalTime.ofNanoOfDay(in.readVarLong());
            return tag == Tag.LOCAL_TIME ? time : LocalDateTime.of(date, time);
        } catch (DateTimeException e) {
            throw in.malformed("there is no such date or time");
        }
    }

    @SuppressWarnings("NullAway") // a pair may hold null where its operator says so
    private Object readNested(int tag) {
        return switch (tag) {
            case Tag.OPTIONAL -> {
                Object value = read();
                if (value == null) {
                    throw in.malformed("an Optional holds null");
                }
                yield Optional.of(value);
            }
            case Tag.PAIR -> {
                Object key = read();
                yield new Pair<>(key, read());
            }
            case Tag.JOINED -> {
                Object left = read();
                yield new Joined<>(left, read());
            }
            case Tag.ARRAY_LIST,
                    Tag.LINKED_LIST,
                    Tag.ARRAY_DEQUE,
                    Tag.PRIORITY_QUEUE,
                    Tag.HASH_SET,
                    Tag.LINKED_HASH_SET,
                    Tag.TREE_SET -> collection(tag);
            case Tag.HASH_MAP, Tag.LINKED_HASH_MAP, Tag.TREE_MAP -> map(tag);
            case Tag.PANES -> PanesCodec.read(in);
            case Tag.PANE_CHANGE -> PanesCodec.readChange(in);
            case Tag.TIMED_STATE -> {
                long touched = in.readZigzag();
                yield new TimedState<>(read(), touched);
            }
            default -> throw in.malformed("no value begins with " + tag);
        };
    }

    @SuppressWarnings("NullAway") // a list may hold null; what may not refuses it
    private Collection<Object> collection(int tag) {
        int size = in.readCount(1);
        Collection<Object> values = CollectionCodec.empty(tag, size);
        for (int i = 0; i < size; i++) {
            Object value = read();
            try {
                values.add(value);
            } catch (NullPointerException | ClassCastException e) {
                throw in.malformed("a collection can't hold " + value);
            }
        }
        return values;
    }

    @SuppressWarnings("NullAway") // a map may hold null; what may not refuses it
    private Map<Object, Object> map(int tag) {
        int size = in.readCount(2);
        Map<Object, Object> values = MapCodec.empty(tag, size);
        for (int i = 0; i < size; i++) {
            Object key = read();
            Object value = read();
            try {
                values.put(key, value);
            } catch (NullPointerException | ClassCastException e) {
                throw in.malformed("a map can't have the key " + key);
            }
        }
        return values;
    }

    void skip() {
        int tag = in.readVarInt();
        enter();
        switch (tag) {
            case Tag.OPTIONAL -> skip();
            case Tag.PAIR, Tag.JOINED -> skipMany(2);
            case Tag.ARRAY_LIST,
                    Tag.LINKED_LIST,
                    Tag.ARRAY_DEQUE,
                    Tag.PRIORITY_QUEUE,
                    Tag.HASH_SET,
                    Tag.LINKED_HASH_SET,
                    Tag.TREE_SET -> skipMany(in.readCount(1));
            case Tag.HASH_MAP, Tag.LINKED_HASH_MAP, Tag.TREE_MAP -> skipMany(2 * in.readCount(2));
            case Tag.PANES -> PanesCodec.skip(in, this::skip);
            case Tag.PANE_CHANGE -> PanesCodec.skipChange(in, this::skip);
            case Tag.TIMED_STATE -> {
                in.readZigzag();
                skip();
            }
            default -> {
                if (tag < Tag.FIRST_TYPE) {
                    readScalar(tag);
                } else {
                    skipTyped(types.type(tag - Tag.FIRST_TYPE, in));
                }
            }
        }
        depth--;
    }

    private void skipTyped(DescribedType type) {
        switch (type.form()) {
            case FIELDS -> skipMany(type.names().size());
            case SERDE -> in.skip(in.readCount(1));
            case CONSTANT -> {}
        }
    }

    private void skipMany(int values) {
        for (int i = 0; i < values; i++) {
            skip();
        }
    }

    private void enter() {
        if (++depth > ByteOutput.DEPTH_MAX + 1) {
            throw in.malformed("values are nested too deep");
        }
    }
}
