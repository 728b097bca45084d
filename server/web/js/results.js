// Live update of the results.
