/** What is known of persons: locked with a key of each, opened at the edge, and unreadable for ever once the key is destroyed. */
package souk.platform.privacy;
