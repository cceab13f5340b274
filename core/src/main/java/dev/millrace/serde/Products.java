package dev.millrace.serde;

import dev.millrace.Joined;
import dev.millrace.Pair;
import dev.millrace.plan.TimedState;
import java.util.Optional;

/** Values that hold one or two others. */
final class Products {
    private Products() {}

    record PairCodec() implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            Pair<?, ?> pair = (Pair<?, ?>) value;
            out.writeByte(Tag.PAIR);
            out.enter(value);
            out.writeValue(pair.key());
            out.writeValue(pair.value());
            out.leave();
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            Pair<?, ?> pair = (Pair<?, ?>) value;
            return Hashes.combine(serdes.hash(pair.key()), serdes.hash(pair.value()));
        }

        @Override
        public boolean isImmutable(Object value, Serdes serdes) {
            Pair<?, ?> pair = (Pair<?, ?>) value;
            return serdes.isImmutable(pair.key()) && serdes.isImmutable(pair.value());
        }

        @Override
        public boolean isSame(Object value, Object other, Serdes serdes) {
            Pair<?, ?> pair = (Pair<?, ?>) value;
            Pair<?, ?> second = (Pair<?, ?>) other;
            return serdes.isSame(pair.key(), second.key()) && serdes.isSame(pair.value(), second.value());
        }
    }

    record JoinedCodec() implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            Joined<?, ?> joined = (Joined<?, ?>) value;
            out.writeByte(Tag.JOINED);
            out.enter(value);
            out.writeValue(joined.left());
            out.writeValue(joined.right());
            out.leave();
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            Joined<?, ?> joined = (Joined<?, ?>) value;
            return Hashes.combine(serdes.hash(joined.left()), serdes.hash(joined.right()));
        }

        @Override
        public boolean isImmutable(Object value, Serdes serdes) {
            Joined<?, ?> joined = (Joined<?, ?>) value;
            return serdes.isImmutable(joined.left()) && serdes.isImmutable(joined.right());
        }

        @Override
        public boolean isSame(Object value, Object other, Serdes serdes) {
            Joined<?, ?> joined = (Joined<?, ?>) value;
            Joined<?, ?> second = (Joined<?, ?>) other;
            return serdes.isSame(joined.left(), second.left()) && serdes.isSame(joined.right(), second.right());
        }
    }

    record OptionalCodec() implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            Optional<?> optional = (Optional<?>) value;
            if (optional.isEmpty()) {
                out.writeByte(Tag.EMPTY_OPTIONAL);
                return;
            }
            out.writeByte(Tag.OPTIONAL);
            out.enter(value);
            out.writeValue(optional.get());
            out.leave();
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            return Hashes.combine(1, serdes.hash(((Optional<?>) value).orElse(null)));
        }

        @Override
        public boolean isImmutable(Object value, Serdes serdes) {
            return serdes.isImmutable(((Optional<?>) value).orElse(null));
        }

        @Override
        public boolean isSame(Object value, Object other, Serdes serdes) {
            return serdes.isSame(((Optional<?>) value).orElse(null), ((Optional<?>) other).orElse(null));
        }
    }

    /** The time it was touched, then the state. */
    record TimedStateCodec() implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            TimedState<?> timed = (TimedState<?>) value;
            out.writeByte(Tag.TIMED_STATE);
            out.enter(value);
            out.writeZigzag(timed.touchedMillis());
            out.writeValue(timed.state());
            out.leave();
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            throw UnwritableCodec.unequalToItsCopy(value.getClass());
        }

        @Override
        public boolean isImmutable(Object value, Serdes serdes) {
            return serdes.isImmutable(((TimedState<?>) value).state());
        }

        @Override
        public boolean isSame(Object value, Object other, Serdes serdes) {
            TimedState<?> one = (TimedState<?>) value;
            TimedState<?> two = (TimedState<?>) other;
            return one.touchedMillis() == two.touchedMillis() && serdes.isSame(one.state(), two.state());
        }
    }
}
