package certificate

// Len is how many certificates are known.
func (c *Cache) Len() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.byHash)
}
