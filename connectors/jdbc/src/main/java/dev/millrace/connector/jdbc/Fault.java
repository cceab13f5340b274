package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException.Kind;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a database's refusal means, by its SQLSTATE, by the numbers of MySQL and MariaDB where that says nothing or something else,
 * and by JDBC's classes. Pure.
 */
enum Fault {
    /** The database is away, overloaded or didn't answer in time. */
    CONNECTION(Kind.EXTERNAL_SYSTEM, "(08|53|57|58|HYT|25006|70100).*", "42000/(1203|1226)|HY000/(1290|1836)"),
    /** Somebody else's transaction was in the way. */
    CONTENTION(Kind.EXTERNAL_SYSTEM, "40.*", "HY000/(1020|1213)"),
    /** Somebody else's transaction stays in the way. */
    LOCKED(Kind.EXTERNAL_SYSTEM, "55P03", "(HY000|40001)/1205"),
    /** User, password or database don't exist. */
    CREDENTIALS(Kind.CONFIGURATION, "(28|3D).*", ""),
    /** The statement isn't one of this database, or isn't allowed. */
    STATEMENT(Kind.CONFIGURATION, "(42|0A).*", "HY000/(1364|1665)"),
    /** A record breaks a constraint or doesn't fit its column. */
    DATA(Kind.USER_CODE, "(21|22|23|44|P0001).*", "HY000/(1366|3819)"),
    /** A record is larger than the server takes at once. */
    TOO_LARGE(Kind.USER_CODE, "", "08S01/1153"),
    /** Anything else: nothing says that it is there to stay. */
    UNKNOWN(Kind.EXTERNAL_SYSTEM, "", "");

    private final Kind kind;
    private final Pattern states;
    /** State and number. */
    private final Pattern numbers;

    Fault(Kind kind, String states, String numbers) {
        this.kind = kind;
        this.states = Pattern.compile(states);
        this.numbers = Pattern.compile(numbers);
    }

    Kind kind() {
        return kind;
    }

    /** Whether the same may succeed later. */
    boolean isOutside() {
        return kind == Kind.EXTERNAL_SYSTEM;
    }

    /** By the first of the exception, its causes and what follows it that says something. */
    static Fault of(SQLException failure) {
        for (Throwable thrown : failure) {
            if (thrown instanceof SQLException said) {
                Fault fault = byState(said);
                fault = fault == UNKNOWN ? byWords(said) : fault;
                fault = fault == UNKNOWN ? byClass(said) : fault;
                if (fault != UNKNOWN) {
                    return fault;
                }
            }
        }
        return UNKNOWN;
    }

    private static Fault byState(SQLException said) {
        String state = said.getSQLState();
        if (state == null) {
            return UNKNOWN;
        }
        Fault byNumber = first(fault -> fault.numbers, state + '/' + said.getErrorCode());
        return byNumber == UNKNOWN ? first(fault -> fault.states, state) : byNumber;
    }

    private static Fault first(Function<Fault, Pattern> pattern, String said) {
        return Stream.of(values())
                .filter(fault -> pattern.apply(fault).matcher(said).matches())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Drivers that look before they send have no number for it, but name the setting. */
    private static Fault byWords(SQLException said) {
        return String.valueOf(said.getMessage()).contains("max_allowed_packet") ? TOO_LARGE : UNKNOWN;
    }

    private static Fault byClass(SQLException said) {
        if (said instanceof SQLTransactionRollbackException) {
            return CONTENTION;
        }
        if (said instanceof SQLTransientException
                || said instanceof SQLRecoverableException
                || said instanceof SQLNonTransientConnectionException) {
            return CONNECTION;
        }
        if (said instanceof SQLInvalidAuthorizationSpecException) {
            return CREDENTIALS;
        }
        if (said instanceof SQLSyntaxErrorException || said instanceof SQLFeatureNotSupportedException) {
            return STATEMENT;
        }
        return said instanceof SQLIntegrityConstraintViolationException || said instanceof SQLDataException
                ? DATA
                : UNKNOWN;
    }
}
