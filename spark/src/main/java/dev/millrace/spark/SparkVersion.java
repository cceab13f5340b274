package dev.millrace.spark;

import dev.millrace.MillraceException;
import java.util.regex.Pattern;
import org.apache.spark.package$;

/** Which Spark this is, and whether the module is made for it. */
final class SparkVersion {
    private static final Pattern SERVED = Pattern.compile("(3\\.5|4)\\..*");

    private SparkVersion() {}

    /** The version of the Spark on the class path. */
    static String running() {
        return package$.MODULE$.SPARK_VERSION();
    }

    /** @throws MillraceException CONFIGURATION if it is neither 3.5 nor 4 */
    static void check(String version) {
        if (!SERVED.matcher(version).matches()) {
            throw other("this is Spark " + version, null);
        }
    }

    static MillraceException other(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                what + "; Millrace's module is for Spark 3.5 and 4 with Scala 2.13. Run the program on such a cluster,"
                        + " or with local[n] as its master",
                cause);
    }
}
