// Tests run one after another, because training sets libtorch's thread count, which the whole process shares.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
