package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.PairRDD;
import dev.millrace.RDD;
import dev.millrace.capture.Captures;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Refuses functions that can't be sent to executors, or would come as others, and says why. Batch thread. */
final class Portability {
    private static final Set<String> RDDS = Set.of(RDD.class.getName(), PairRDD.class.getName());

    private final Map<Object, Boolean> checked = new WeakHashMap<>();

    /** Checks what is sent for an operator, or for an output; once for each. */
    void check(Object sent, Object where) {
        if (!checked.containsKey(sent)) {
            serialize(sent, where);
            String mistaken = Captures.of(sent).mistaken();
            if (mistaken != null) {
                throw new MillraceException(MillraceException.Kind.USER_CODE, where + ": " + mistaken);
            }
            checked.put(sent, Boolean.TRUE);
        }
    }

    private static void serialize(Object spec, Object operator) {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(spec);
        } catch (NotSerializableException e) {
            String type = String.valueOf(e.getMessage());
            String why = RDDS.contains(type)
                    ? "an RDD can't be used inside of a function that is run for the records of another"
                    : "it captures a " + type + ", which is not serializable, and so can't be sent to executors";
            throw new MillraceException(MillraceException.Kind.USER_CODE, operator + ": " + why, e);
        } catch (IOException e) {
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE, operator + ": its function can't be sent to executors: " + e, e);
        }
    }
}
