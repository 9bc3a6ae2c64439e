package souk.kernel;

/** Something that happened to one aggregate; a fact, written once and never changed. */
public interface Event {}
