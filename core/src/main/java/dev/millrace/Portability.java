package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals;
import dev.millrace.capture.Captures;
import dev.millrace.engine.Accumulation;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Operator;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.WrittenTypes;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what an operator is given, in the call: which accumulators its functions add to, and whether they could be sent
 * to executors. What can't is refused where this is demanded, else a warning, once for each function. A batch that makes
 * operators anew looks at functions of a class once. The thread that declares, then the batch loop's.
 */
final class Portability {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace");
    private static final Set<String> RDDS = Set.of(RDD.class.getName(), PairRDD.class.getName());
    /** Operators that batches make are counted from here in each batch, so that the same one has the same number. */
    private static final int FIRST_OF_BATCH = 1 << 20;

    private final boolean demanded;
    private final AccumulatorTotals accumulators;
    private final Map<Class<?>, Boolean> known = Collections.synchronizedMap(new WeakHashMap<>());
    private final Set<String> functions = new ConcurrentSkipListSet<>();
    private int adding;
    private int addingInBatch;
    private WeakReference<EngineBatch> lastBatch = new WeakReference<>(null);

    /** {@code demanded} says that functions must be fit to be sent. */
    Portability(boolean demanded, AccumulatorTotals accumulators) {
        this.demanded = demanded;
        this.accumulators = accumulators;
    }

    /** The classes that the functions of declared operators are written in. Any thread. */
    Set<String> functions() {
        return functions;
    }

    /**
     * Looks at what an operator does; {@code batch} is the one that made it, null for the program itself. Returns the
     * operator, numbered if it adds to accumulators.
     *
     * @throws MillraceException USER_CODE where a function must be fit to be sent and isn't
     */
    Operator check(Operator operator, Object spec, @Nullable EngineBatch batch) {
        boolean adds = false;
        for (Object function : Captures.partsOfUser(spec)) {
            adds |= adds(operator, function, batch);
        }
        return adds ? operator.adding(number(batch)) : operator;
    }

    /** Refuses a value that neither serdes nor Java could write, where values must be fit to be sent. */
    void checkBroadcast(Operator operator, Object value, Serdes serdes) {
        if (demanded && Captures.of(value).obstacle() != null) {
            try {
                new ByteOutput(serdes, new WrittenTypes(), 1_024).writeValue(value);
            } catch (MillraceException e) {
                throw new MillraceException(
                        Kind.USER_CODE, operator + ": the value can't be sent to executors: " + e.getMessage(), e);
            }
        }
    }

    /** Refuses what couldn't be sent, where that is demanded. */
    void checkValue(Operator operator, Object value) {
        if (demanded) {
            checkPortable(operator, value, Captures.of(value));
        }
    }

    private boolean adds(Operator operator, Object function, @Nullable EngineBatch batch) {
        Class<?> type = function.getClass();
        Boolean seen = known.get(type);
        if (seen != null && batch != null) {
            return seen;
        }
        Captures captures = Captures.of(function);
        for (Accumulation accumulation : captures.accumulations()) {
            if (!accumulators.has(accumulation)) {
                throw new MillraceException(
                        Kind.USER_CODE,
                        operator + ": its function adds to accumulator '" + accumulation.name()
                                + "' of another context. Make accumulators on the context whose streams use them");
            }
        }
        if (batch == null) {
            functions.addAll(captures.functions());
        }
        if (demanded || seen == null) {
            checkPortable(operator, function, captures);
        }
        boolean adds = !captures.accumulations().isEmpty();
        known.put(type, adds);
        return adds;
    }

    private int number(@Nullable EngineBatch batch) {
        if (batch == null) {
            return ++adding;
        }
        if (lastBatch.get() != batch) {
            lastBatch = new WeakReference<>(batch);
            addingInBatch = FIRST_OF_BATCH;
        }
        return ++addingInBatch;
    }

    private void checkPortable(Operator operator, Object sent, Captures captures) {
        checkNotMistaken(operator, captures);
        String obstacle = captures.obstacle();
        Class<?> type = captures.obstacleType();
        NotSerializableException found = null;
        if (obstacle == null && demanded) {
            found = serialize(operator, sent);
            obstacle = found == null ? null : "something of type " + found.getMessage() + " that it captures";
        }
        if (obstacle == null) {
            return;
        }
        boolean isRdd = RDDS.contains(type == null ? "" : type.getName());
        String why = isRdd
                ? "an RDD can't be used inside of a function that is run for the records of another: " + obstacle
                : obstacle
                        + " is not serializable, and so can't be sent to executors. Make it inside of the function, or"
                        + " in mapPartitions once for each partition; or capture what it is made of";
        if (demanded) {
            throw new MillraceException(Kind.USER_CODE, operator + ": " + why, found);
        }
        LOGGER.log(Level.WARNING, "{0}: {1}. It runs embedded; it would not run on Spark", operator, why);
    }

    private void checkNotMistaken(Operator operator, Captures captures) {
        String mistaken = captures.mistaken();
        if (mistaken == null) {
            return;
        }
        if (demanded) {
            throw new MillraceException(Kind.USER_CODE, operator + ": " + mistaken);
        }
        LOGGER.log(Level.WARNING, "{0}: {1}. It runs embedded; it would not run on Spark", operator, mistaken);
    }

    private static @Nullable NotSerializableException serialize(Operator operator, Object sent) {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(sent);
            return null;
        } catch (NotSerializableException e) {
            return e;
        } catch (IOException e) {
            throw new MillraceException(
                    Kind.USER_CODE, operator + ": its function can't be sent to executors: " + e, e);
        }
    }
}
