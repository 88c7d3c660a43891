// Training sets libtorch's thread count, which the whole process shares.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
