package dev.millrace.serde;

/** The byte before every value says what follows. Numbers are never given a second meaning. */
final class Tag {
    /** No value: never the tag of one, so that whoever writes values can mark where there is none. */
    static final int NOTHING = 0;

    static final int NULL = 1;
    static final int FALSE = 2;
    static final int TRUE = 3;
    static final int BYTE = 4;
    static final int SHORT = 5;
    static final int CHARACTER = 6;
    static final int INTEGER = 7;
    static final int LONG = 8;
    static final int FLOAT = 9;
    static final int DOUBLE = 10;
    static final int STRING = 11;
    static final int BIG_INTEGER = 12;
    static final int BIG_DECIMAL = 13;
    static final int BYTES = 14;
    static final int INSTANT = 15;
    static final int DURATION = 16;
    static final int UUID = 17;
    static final int EMPTY_OPTIONAL = 18;
    static final int OPTIONAL = 19;
    static final int PAIR = 20;
    static final int JOINED = 21;
    static final int ARRAY_LIST = 22;
    static final int ARRAY_DEQUE = 23;
    static final int HASH_SET = 24;
    static final int LINKED_HASH_SET = 25;
    static final int TREE_SET = 26;
    static final int HASH_MAP = 27;
    static final int LINKED_HASH_MAP = 28;
    static final int TREE_MAP = 29;
    static final int LINKED_LIST = 30;
    static final int PRIORITY_QUEUE = 31;
    static final int LOCAL_DATE = 32;
    static final int LOCAL_TIME = 33;
    static final int LOCAL_DATE_TIME = 34;
    static final int PANES = 35;
    static final int PANE_CHANGE = 36;
    static final int TIMED_STATE = 37;

    /** From here on: an entry of the type table, counted from this number. Between is room for later built-in types. */
    static final int FIRST_TYPE = 64;

    private Tag() {}
}
