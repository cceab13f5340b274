package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.sql.SQLException;

/** What users read when a database refuses: whose fault it is, where, and what to do next. */
final class Trouble {
    private Trouble() {}

    /** What the database says here is not about records. */
    static MillraceException of(Connecting where, String what, SQLException failure) {
        return of(where, what, failure, true);
    }

    /**
     * A call that failed.
     *
     * @param mayQuote whether the database's words may be told: they may quote what a record holds
     */
    static MillraceException of(Connecting where, String what, SQLException failure, boolean mayQuote) {
        Fault fault = Fault.of(failure);
        SQLException cause = deepest(failure);
        boolean isQuoted = mayQuote || (fault != Fault.DATA && fault != Fault.UNKNOWN);
        SQLException shown = mayQuote ? failure : cause;
        String words = isQuoted
                ? words(mayQuote ? String.valueOf(cause.getMessage()) : firstLine(cause))
                : " The database's words may quote the record; showValues() shows them.";
        return new MillraceException(
                fault.kind(),
                "%s: %s failed (SQLSTATE %s, error %d).%s%s"
                        .formatted(
                                where,
                                what,
                                cause.getSQLState(),
                                cause.getErrorCode(),
                                words,
                                advice(fault) + hint(where, what, fault)),
                isQuoted ? shown : null);
    }

    private static String words(String said) {
        return said.isEmpty() ? "" : " It says: " + said + (said.endsWith(".") ? "" : ".");
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static SQLException deepest(SQLException failure) {
        SQLException deepest = failure;
        for (Throwable thrown : failure) {
            if (thrown instanceof SQLException said && said.getSQLState() != null) {
                deepest = said;
            }
        }
        return deepest;
    }

    private static String advice(Fault fault) {
        return switch (fault) {
            case CONNECTION -> " How long it is tried again is said by the program's retry(RetryPolicy).";
            case LOCKED -> " Another transaction holds what is wanted here; it is tried again.";
            case CONTENTION, UNKNOWN -> "";
            case TOO_LARGE -> " Write less in one record, or let the server take more.";
            case CREDENTIALS -> " Check url, user and password.";
            case STATEMENT -> " Mend the statement, or give the user the right to execute it.";
            case DATA ->
                " A record breaks a constraint or doesn't fit its column: mend what is bound, or let the statement"
                        + " handle it (ON CONFLICT, MERGE).";
        };
    }

    /** MariaDB's server hangs up on what is too large, of which its driver can tell only that it did. */
    private static String hint(Connecting where, String what, Fault fault) {
        return fault == Fault.CONNECTION
                        && what.startsWith("executing")
                        && where.toString().startsWith("jdbc:mariadb:")
                ? " If it fails again and again, more is sent at once than the server's max_allowed_packet: say maxAllowedPacket"
                        + " in the URL, with the same value."
                : "";
    }

    /** Drivers like to quote the whole URL, which may hold a password. */
    static MillraceException connecting(Connecting where, SQLException failure) {
        if (where instanceof Connecting.ByUrl byUrl
                && String.valueOf(failure.getMessage()).contains(byUrl.url())) {
            return new MillraceException(
                    Kind.CONFIGURATION,
                    where + ": no connection can be made (SQLSTATE " + failure.getSQLState()
                            + "). Is the driver on the class path, and the URL as it wants it?");
        }
        return of(where, "connecting", failure);
    }

    static MillraceException closed(Connecting where) {
        return new MillraceException(Kind.EXTERNAL_SYSTEM, where + ": the sink was closed.");
    }

    static MillraceException noMarks(MarksTable marks, String product, SQLException failure) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "the table " + marks.name()
                        + ", in which the sink marks what it has written, can't be read or created ("
                        + firstLine(failure) + "). Let the user read and write it, or have somebody create it who may: "
                        + marks.definition(product),
                failure);
    }

    static MillraceException tooLong(String name) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "names of programs and sinks that write to databases have at most " + MarksTable.NAME_LENGTH_MAX
                        + " characters: '" + name + "'");
    }

    static MillraceException binding(Connecting where, long record, Exception failure) {
        return new MillraceException(
                Kind.USER_CODE,
                where + ": setting the statement's parameters for record " + record + " threw " + failure,
                failure);
    }
}
