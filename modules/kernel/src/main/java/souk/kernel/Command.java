package souk.kernel;

/**
 * What somebody asks of one aggregate. Carries everything its rule needs: ids and times come in from outside.
 *
 * @param <R> what the asker gets when the command is accepted
 */
public interface Command<R> {}
